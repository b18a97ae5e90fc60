export { awsPart, createAwsPart, type AwsPartOptions } from './part';
