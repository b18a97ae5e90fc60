import type { FaultDefinition } from '../part';
import { anotherSecret } from './account';
import type { AccessKey, Credentials } from './server/Credentials';
import type { Misbehaviour } from './server/Disturbance';
import { AWS_SITES, type AwsSite } from './sites';

/** What the faults take hold of, for one site. */
export interface FaultHandles {
  disturb(what: Misbehaviour): Promise<() => Promise<void>>;
  /** Stops taking samples of the region's metrics. */
  suspendMetrics(): () => void;
  key: AccessKey;
}

const MISBEHAVIOURS: Array<[Misbehaviour, string, string]> = [
  [
    'access-denied',
    'AWS denies access',
    'Every call but GetCallerIdentity is refused with AccessDenied, as if the policy had been taken away.',
  ],
  ['throttle', 'AWS throttles', 'Every call is refused with Throttling.'],
  [
    'hang',
    'AWS hangs',
    'Connections are accepted and requests read, but never answered.',
  ],
  ['refuse', 'AWS refuses connections', 'Nothing listens on the endpoint.'],
  [
    'garbage',
    'AWS answers garbage',
    'Every call is answered with status 200 and a page that is no reply.',
  ],
];

/** Faults of the AWS endpoints, each by site. */
export function awsFaults(
  handles: Record<AwsSite, FaultHandles>,
  credentials: Credentials,
): FaultDefinition[] {
  const define = (
    id: string,
    title: string,
    description: string,
    inject: (handle: FaultHandles) => Promise<() => Promise<void>>,
  ): FaultDefinition => ({
    id,
    title,
    description,
    targets: () => [...AWS_SITES],
    inject: async target => {
      const site = AWS_SITES.find(name => name === target);
      if (!site) {
        throw new Error(
          `${id} needs one of ${AWS_SITES.join(', ')}; got ${
            target ?? 'nothing'
          }`,
        );
      }
      return inject(handles[site]);
    },
  });
  return [
    ...MISBEHAVIOURS.map(([what, title, description]) =>
      define(`aws-${what}`, title, description, handle => handle.disturb(what)),
    ),
    define(
      'aws-wrong-credentials',
      'AWS no longer takes the access key',
      "The secret of the portal's key for the site is rotated: its signatures are refused.",
      async ({ key }) => {
        credentials.rotate(key.accessKeyId, anotherSecret());
        return async () =>
          credentials.rotate(key.accessKeyId, key.secretAccessKey);
      },
    ),
    define(
      'stale-metrics',
      'CloudWatch falls silent',
      'No new samples of the metrics of the region arrive; those taken before stay.',
      async handle => {
        const resume = handle.suspendMetrics();
        return async () => resume();
      },
    ),
  ];
}
