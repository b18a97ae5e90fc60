import {
  DescribeAppAssessmentCommand,
  DescribeAppCommand,
  DescribeResiliencyPolicyCommand,
  ListAppAssessmentComplianceDriftsCommand,
  ListAppAssessmentsCommand,
  ListAppComponentRecommendationsCommand,
  ListAppsCommand,
  ResiliencehubClient,
  StartAppAssessmentCommand,
} from '@aws-sdk/client-resiliencehub';
import { ConflictError } from '@backstage/errors';
import type {
  ResilienceHubDrift,
  ResilienceHubPolicy,
  ResilienceHubRecommendation,
} from '@twinshore/plugin-dr-status-common';
import {
  boundAwsAnswers,
  malformedAwsAnswer,
  toAwsFailure,
  type AskedAwsService,
  type AwsAccess,
} from '@twinshore/plugin-dr-status-node';
import { inBatches } from '../inBatches';
import type {
  HubApp,
  HubAssessment,
  HubCall,
  ResilienceHub,
} from '../ResilienceHub';
import {
  toApp,
  toAssessment,
  toDrifts,
  toPolicy,
  toRecommendation,
} from './terms';

/** The version of an app that is assessed: the one that was published last. */
const RELEASED = 'release';
const PAGE = 100;
/** Lists that go on for longer are taken for a defect of the endpoint. */
const MOST_PAGES = 200;

type Credentials = () => Promise<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}>;

/** The hub by its first API (`resiliencehub`, 2020-04-30). */
export class ResilienceHubV1 implements ResilienceHub {
  readonly #region: string;
  readonly #access: AwsAccess;
  readonly #credentials: () => Promise<Credentials>;
  readonly #asked: AskedAwsService;
  #client?: ResiliencehubClient;

  constructor(options: {
    region: string;
    access: AwsAccess;
    /** Asked when the first call is made. */
    credentials: () => Promise<Credentials>;
    timeoutSeconds: number;
  }) {
    this.#region = options.region;
    this.#access = options.access;
    this.#credentials = options.credentials;
    this.#asked = {
      name: `Resilience Hub in ${options.region}`,
      endpoint: options.access.endpoint,
      timeoutSeconds: options.timeoutSeconds,
    };
  }

  async listApps(
    call: HubCall,
    isWanted: (name: string) => boolean = () => true,
  ): Promise<HubApp[]> {
    const arns: Array<string | undefined> = [];
    const pages = this.#pages(
      call,
      'appSummaries',
      (client, nextToken, options) =>
        client.send(
          new ListAppsCommand({ maxResults: PAGE, nextToken }),
          options,
        ),
    );
    for await (const summary of pages) {
      if (summary.status !== 'Deleting' && isWanted(summary.name ?? '')) {
        arns.push(summary.appArn);
      }
    }
    return inBatches(arns, arn => this.#describeApp(arn, call));
  }

  /** The summary does not say which policy an app has. */
  async #describeApp(
    appArn: string | undefined,
    call: HubCall,
  ): Promise<HubApp> {
    const { app } = await this.#ask(call, (client, options) =>
      client.send(new DescribeAppCommand({ appArn }), options),
    );
    return this.#need(app && this.#inOurTerms(toApp, app), 'without the app');
  }

  async describePolicy(
    policyArn: string,
    call: HubCall,
  ): Promise<ResilienceHubPolicy> {
    const { policy } = await this.#ask(call, (client, options) =>
      client.send(new DescribeResiliencyPolicyCommand({ policyArn }), options),
    );
    return this.#need(
      policy && this.#inOurTerms(toPolicy, policy),
      'without the policy',
    );
  }

  async *assessments(app: HubApp, call: HubCall): AsyncIterable<HubAssessment> {
    const pages = this.#pages(
      call,
      'assessmentSummaries',
      (client, nextToken, options) =>
        client.send(
          new ListAppAssessmentsCommand({
            appArn: app.handle,
            // Ascending by start unless it is told otherwise.
            reverseOrder: true,
            maxResults: PAGE,
            nextToken,
          }),
          options,
        ),
    );
    for await (const summary of pages) {
      yield this.#need(
        this.#inOurTerms(toAssessment, summary),
        'with an assessment without ARN',
      );
    }
  }

  async describeAssessment(
    assessmentArn: string,
    call: HubCall,
  ): Promise<HubAssessment> {
    const { assessment } = await this.#ask(call, (client, options) =>
      client.send(new DescribeAppAssessmentCommand({ assessmentArn }), options),
    );
    return this.#need(
      assessment && this.#inOurTerms(toAssessment, assessment),
      'without the assessment',
    );
  }

  async listRecommendations(
    assessmentArn: string,
    call: HubCall,
  ): Promise<ResilienceHubRecommendation[]> {
    const recommendations: ResilienceHubRecommendation[] = [];
    const pages = this.#pages(
      call,
      'componentRecommendations',
      (client, nextToken, options) =>
        client.send(
          new ListAppComponentRecommendationsCommand({
            assessmentArn,
            maxResults: PAGE,
            nextToken,
          }),
          options,
        ),
    );
    for await (const recommendation of pages) {
      recommendations.push(this.#inOurTerms(toRecommendation, recommendation));
    }
    return recommendations;
  }

  async listDrifts(
    assessmentArn: string,
    call: HubCall,
  ): Promise<ResilienceHubDrift[]> {
    const drifts: ResilienceHubDrift[] = [];
    const pages = this.#pages(
      call,
      'complianceDrifts',
      (client, nextToken, options) =>
        client.send(
          new ListAppAssessmentComplianceDriftsCommand({
            assessmentArn,
            maxResults: PAGE,
            nextToken,
          }),
          options,
        ),
    );
    for await (const drift of pages) {
      drifts.push(...this.#inOurTerms(toDrifts, drift));
    }
    return drifts;
  }

  async startAssessment(
    app: { handle: string },
    name: string,
    token: string,
    call: HubCall,
  ): Promise<HubAssessment> {
    const { assessment } = await this.#ask(call, (client, options) =>
      client
        .send(
          new StartAppAssessmentCommand({
            appArn: app.handle,
            appVersion: RELEASED,
            assessmentName: name,
            clientToken: token,
          }),
          options,
        )
        .catch(error => {
          throw error?.name === 'ConflictException'
            ? new ConflictError(
                `Resilience Hub does not start it: ${String(
                  error.message,
                ).slice(0, 300)}`,
              )
            : error;
        }),
    );
    return this.#need(
      assessment && this.#inOurTerms(toAssessment, assessment),
      'without the assessment that it started',
    );
  }

  close(): void {
    this.#client?.destroy();
    this.#client = undefined;
  }

  async #open(): Promise<ResiliencehubClient> {
    if (!this.#client) {
      const { endpoint } = this.#access;
      const milliseconds = this.#asked.timeoutSeconds * 1000;
      const credentials = await this.#credentials();
      this.#client ??= new ResiliencehubClient({
        region: this.#region,
        credentials,
        ...(endpoint && { endpoint }),
        // Waiting for longer is the collector's business.
        maxAttempts: 2,
        requestHandler: {
          connectionTimeout: milliseconds,
          requestTimeout: milliseconds,
        },
      });
      boundAwsAnswers(this.#client);
    }
    return this.#client;
  }

  async #ask<T>(
    { signal }: HubCall,
    send: (
      client: ResiliencehubClient,
      options: { abortSignal: AbortSignal },
    ) => Promise<T>,
  ): Promise<T> {
    try {
      // This client sets the signal's one `onabort`, so each call has its own.
      const abortSignal = AbortSignal.any([signal]);
      return await send(await this.#open(), { abortSignal });
    } catch (error) {
      if ((error as Error)?.name === 'ConflictError') {
        throw error;
      }
      throw toAwsFailure(error, this.#asked, signal.aborted);
    }
  }

  async *#pages<K extends string, T>(
    call: HubCall,
    key: K,
    send: (
      client: ResiliencehubClient,
      nextToken: string | undefined,
      options: { abortSignal: AbortSignal },
    ) => Promise<{ nextToken?: string } & { [P in K]?: T[] | undefined }>,
  ): AsyncGenerator<T> {
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const token = nextToken;
      const answer = await this.#ask(call, (client, options) =>
        send(client, token, options),
      );
      const items = answer[key];
      if (!Array.isArray(items)) {
        throw malformedAwsAnswer(this.#asked, `without ${key}`);
      }
      yield* items;
      if (!answer.nextToken) {
        return;
      }
      if (answer.nextToken === token) {
        break;
      }
      nextToken = answer.nextToken;
    }
    throw malformedAwsAnswer(this.#asked, 'with a list that does not end');
  }

  /** In our terms; what is not of the kind that it should be is malformed. */
  #inOurTerms<A, B>(toOurs: (theirs: A) => B, theirs: A): B {
    try {
      return toOurs(theirs);
    } catch (error) {
      throw toAwsFailure(error, this.#asked, false);
    }
  }

  #need<T>(value: T | undefined, without: string): T {
    if (value === undefined) {
      throw malformedAwsAnswer(this.#asked, without);
    }
    return value;
  }
}
