export {
  describeWithMoto,
  type Moto,
} from '@twinshore/plugin-dr-status-node/testUtils';
