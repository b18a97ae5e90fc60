import type {
  HealthCheckConfig,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { LOAD_BALANCERS, type AwsSite } from '../../sites';

/** The estate's zone as it stands when the sandbox starts. */
export const ZONE_ID = 'Z0731204TWINSHOREMIS';
export const ZONE_NAME = 'mis.example.gov.';

export const NAME_SERVERS = [
  'ns-217.awsdns-27.com',
  'ns-894.awsdns-47.net',
  'ns-1362.awsdns-42.org',
  'ns-1917.awsdns-47.co.uk',
];

export const HEALTH_CHECK_IDS: Record<AwsSite, string> = {
  'aws-primary': '5f1c1a52-9d0e-4d4e-8a55-0a1b2c3d4e01',
  'aws-dr': '5f1c1a52-9d0e-4d4e-8a55-0a1b2c3d4e02',
};

/** Fast checks: 10 seconds, three in a row, so 30 seconds to detect on AWS. */
export function siteHealthCheck(site: AwsSite): HealthCheckConfig {
  return {
    Type: 'HTTPS',
    FullyQualifiedDomainName: LOAD_BALANCERS[site].dnsName,
    Port: 443,
    ResourcePath: '/healthz',
    RequestInterval: 10,
    FailureThreshold: 3,
    MeasureLatency: false,
    Inverted: false,
    Disabled: false,
    EnableSNI: true,
  };
}

const ROLES = [
  ['PRIMARY', 'aws-primary'],
  ['SECONDARY', 'aws-dr'],
] as const;

/** Fail-over records made beforehand: no control plane is needed to fail over. */
export function zoneRecords(): ResourceRecordSet[] {
  return [
    {
      Name: ZONE_NAME,
      Type: 'NS',
      TTL: 172800,
      ResourceRecords: NAME_SERVERS.map(name => ({ Value: `${name}.` })),
    },
    {
      Name: ZONE_NAME,
      Type: 'SOA',
      TTL: 900,
      ResourceRecords: [
        {
          Value: `${NAME_SERVERS[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`,
        },
      ],
    },
    ...ROLES.flatMap(([role, site]): ResourceRecordSet[] => [
      {
        Name: ZONE_NAME,
        Type: 'A',
        SetIdentifier: site,
        Failover: role,
        HealthCheckId: HEALTH_CHECK_IDS[site],
        AliasTarget: {
          HostedZoneId: LOAD_BALANCERS[site].hostedZoneId,
          DNSName: `${LOAD_BALANCERS[site].dnsName}.`,
          EvaluateTargetHealth: true,
        },
      },
      {
        Name: `api.${ZONE_NAME}`,
        Type: 'CNAME',
        TTL: 60,
        SetIdentifier: site,
        Failover: role,
        HealthCheckId: HEALTH_CHECK_IDS[site],
        ResourceRecords: [{ Value: LOAD_BALANCERS[site].dnsName }],
      },
    ]),
  ];
}
