export { deliveryPart } from './part';
