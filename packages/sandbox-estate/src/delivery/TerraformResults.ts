import type { EstateModel } from '../model';
import type { SystemReply, SystemRequest } from '../systems/SystemServer';

const HOUR_MS = 3_600_000;
export const STACKS = ['aws-primary', 'aws-dr'] as const;
export type Stack = (typeof STACKS)[number];

/** What both stacks are made of (design 7.3), by type. */
const SHARED: Record<string, number> = {
  aws_acm_certificate: 1,
  aws_autoscaling_group: 3,
  aws_db_instance: 1,
  aws_db_subnet_group: 1,
  aws_ecr_repository: 3,
  aws_eks_cluster: 1,
  aws_eks_node_group: 3,
  aws_elasticache_replication_group: 1,
  aws_iam_openid_connect_provider: 1,
  aws_iam_role: 6,
  aws_internet_gateway: 1,
  aws_kms_key: 1,
  aws_lb: 1,
  aws_lb_listener: 1,
  aws_lb_target_group: 2,
  aws_nat_gateway: 3,
  aws_route_table: 7,
  aws_s3_bucket: 1,
  aws_secretsmanager_secret: 4,
  aws_security_group: 6,
  aws_subnet: 9,
  aws_vpc: 1,
  aws_wafv2_web_acl: 1,
  aws_wafv2_web_acl_association: 1,
};

/** The bridge ends in the primary region. */
const BRIDGE: Record<string, number> = {
  aws_customer_gateway: 1,
  aws_dx_connection: 1,
  aws_dx_private_virtual_interface: 1,
  aws_vpn_connection: 1,
  aws_vpn_gateway: 1,
};

interface StackState {
  /** Addresses that were changed by hand. */
  drifted: string[];
  /** Types that it lacks. */
  without: Set<string>;
  failed: boolean;
  /** Age of the last plan, hours, while none is made. */
  staleHours?: number;
}

function version() {
  return {
    '@level': 'info',
    '@message': 'Terraform 1.11.4',
    type: 'version',
    terraform: '1.11.4',
    ui: '1.2',
  };
}

function resource(addr: string) {
  return {
    addr,
    module: '',
    resource: addr,
    implied_provider: 'aws',
    resource_type: addr.split('.')[0],
  };
}

const drift = (addr: string) => ({
  '@level': 'info',
  type: 'resource_drift',
  change: { resource: resource(addr), action: 'update' },
});

/**
 * What the hourly job of the CI publishes of each stack: the result of
 * `terraform plan -refresh-only -detailed-exitcode -json`, in Terraform's own
 * words.
 */
export class TerraformResults {
  readonly stacks: Record<Stack, StackState>;
  readonly #model: EstateModel;
  /** The last plan before the CI was lost. */
  #frozenAt?: number;

  constructor(model: EstateModel) {
    this.#model = model;
    const fresh = (): StackState => ({
      drifted: [],
      without: new Set(),
      failed: false,
    });
    this.stacks = { 'aws-primary': fresh(), 'aws-dr': fresh() };
  }

  answer({ path }: SystemRequest): SystemReply | undefined {
    const stack = STACKS.find(name => path === `/plans/${name}.json`);
    return stack && { body: this.#result(stack) };
  }

  #lastHour(): number {
    const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    if (!this.#model.lostSites.has('on-prem')) {
      this.#frozenAt = undefined;
      return hour;
    }
    this.#frozenAt ??= hour;
    return this.#frozenAt;
  }

  #result(stack: Stack) {
    const { failed, drifted, staleHours } = this.stacks[stack];
    const at =
      staleHours === undefined
        ? this.#lastHour()
        : Date.now() - staleHours * HOUR_MS;
    const planned = drifted.length > 0 ? 2 : 0;
    return {
      exitCode: failed ? 1 : planned,
      finishedAt: new Date(at).toISOString(),
      revision: this.#model.git?.revision ?? null,
      messages: failed
        ? [
            version(),
            {
              '@level': 'error',
              type: 'diagnostic',
              diagnostic: {
                severity: 'error',
                summary: 'No valid credential sources found',
              },
            },
          ]
        : [version(), ...this.#refreshed(stack), ...drifted.map(drift)],
    };
  }

  #refreshed(stack: Stack) {
    const { without } = this.stacks[stack];
    const types = stack === 'aws-primary' ? { ...SHARED, ...BRIDGE } : SHARED;
    return Object.entries(types)
      .filter(([type]) => !without.has(type))
      .flatMap(([type, count]) =>
        Array.from({ length: count }, (_, index) => ({
          '@level': 'info',
          type: 'refresh_complete',
          hook: { resource: resource(`${type}.mis[${index}]`) },
        })),
      );
  }
}
