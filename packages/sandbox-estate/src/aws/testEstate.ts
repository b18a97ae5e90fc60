import { randomUUID } from 'node:crypto';
import { EstateModel, type DatabaseControl, type SiteName } from '../model';
import type { RunningPart } from '../part';
import { createAwsPart, type AwsPartOptions } from './part';
import type { AccessKey } from './server/Credentials';
import type { AwsSite } from './sites';

/** A database that a test moves by hand; not a PostgreSQL. */
export class FakeDatabase implements DatabaseControl {
  readonly host = '127.0.0.1';
  readonly port = 5432;
  current: ReturnType<DatabaseControl['state']> = 'running';
  recovering: boolean | undefined;
  ageSeconds: number | undefined;
  promotions = 0;
  /** When set, a promotion waits for it. */
  promotionGate: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    readonly site: SiteName,
    options: { recovering: boolean; ageSeconds?: number },
  ) {
    this.recovering = options.recovering;
    this.ageSeconds = options.ageSeconds;
  }

  state() {
    return this.current;
  }
  async inRecovery() {
    return this.recovering;
  }
  async replayAgeSeconds() {
    return this.ageSeconds;
  }
  async promote() {
    await this.promotionGate;
    this.promotions += 1;
    this.recovering = false;
    this.ageSeconds = undefined;
  }
  async stop() {
    this.current = 'stopped';
  }
  async start() {
    this.current = 'running';
  }
}

export interface TestEstate {
  model: EstateModel;
  primary: FakeDatabase;
  replica: FakeDatabase;
  part: RunningPart;
  /** What the portal reads from `estate.json`. */
  aws: Record<
    AwsSite,
    AccessKey & { region: string; endpoint: string; accountId: string }
  >;
  /** Injects a fault and gives what undoes it. */
  inject(fault: string, target?: string): Promise<() => Promise<void>>;
  logged: string[];
}

/** The AWS part over databases and links that a test moves. */
export async function startTestEstate(
  options: AwsPartOptions = {},
  prepare: (model: EstateModel) => void = () => {},
): Promise<TestEstate> {
  const model = new EstateModel();
  const primary = new FakeDatabase(
    'rds-postgresql-aws-primary',
    'aws-primary',
    {
      recovering: false,
    },
  );
  const replica = new FakeDatabase('rds-replica-aws-dr', 'aws-dr', {
    recovering: true,
    ageSeconds: 0.7,
  });
  for (const database of [primary, replica]) {
    model.databases.set(database.name, database);
  }
  for (const name of ['direct-connect', 'site-to-site-vpn', 'inter-region']) {
    model.links.set(name, { name, up: true });
  }
  model.endpointsHealthy.set('aws-primary', true);
  model.endpointsHealthy.set('aws-dr', true);
  prepare(model);
  const secrets = new Map<string, string>();
  const logged: string[] = [];
  const part = await createAwsPart({
    healthCheckSpeed: 200,
    propagationMs: 20,
    sampleIntervalMs: 100,
    assessmentMs: 200,
    ...options,
  }).start({
    dir: '/nonexistent',
    port: async () => 0,
    secret: async name => {
      if (!secrets.has(name)) secrets.set(name, randomUUID());
      return secrets.get(name)!;
    },
    model,
    log: message => logged.push(message),
  });
  return {
    model,
    primary,
    replica,
    part,
    logged,
    aws: part.describe().aws as TestEstate['aws'],
    inject: (fault, target) => {
      const found = part.faults.find(({ id }) => id === fault);
      if (!found) throw new Error(`No fault is called ${fault}`);
      return found.inject(target);
    },
  };
}

/** Settings of an SDK client for a site: one try, so that a fault shows as it is. */
export function clientFor(
  { aws }: TestEstate,
  site: AwsSite,
  region = aws[site].region,
) {
  const { endpoint, accessKeyId, secretAccessKey } = aws[site];
  return {
    region,
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  };
}

/** Asks until the answer is as wanted, for at most five seconds. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) {
      throw new Error(`Not so after 5 seconds: ${JSON.stringify(answer)}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 10);
    });
  }
}
