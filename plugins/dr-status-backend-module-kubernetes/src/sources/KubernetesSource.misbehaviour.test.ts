import { testMisbehaviour } from '@twinshore/plugin-dr-status-node/testUtils';
import { sourceAt } from '../testing/watchCluster';

testMisbehaviour(
  'a Kubernetes source',
  ({ url }) => sourceAt(url, { timeoutSeconds: 1 }),
  {
    protocol: 'http',
    // It is how an API server says that it is not ready.
    except: ['server-error'],
  },
);
