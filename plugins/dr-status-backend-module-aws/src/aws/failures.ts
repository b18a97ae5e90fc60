// By the names that they have in this module.
export {
  malformedAwsAnswer as malformed,
  toAwsFailure as toSourceFailure,
  type AskedAwsService as AskedService,
} from '@twinshore/plugin-dr-status-node';
