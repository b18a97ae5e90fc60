import type { ResilienceHubApp } from '@twinshore/plugin-dr-status-common';
import {
  ConfiguredSource,
  SourceFailure,
  type ObservationInput,
  type SourceContext,
  type SourceSettings,
} from '@twinshore/plugin-dr-status-node';
import type { JsonValue } from '@backstage/types';
import type { AssessmentHistory } from '../history/AssessmentHistory';
import {
  AppReader,
  hasEnded,
  type AppReading,
  type AssessmentReading,
} from '../hub/AppReader';
import type { HubConfig } from '../hub/openHub';
import { READ_ACTIONS } from '../permissions';
import {
  HUB_ASSESSMENTS,
  HUB_COMPLIANCE,
  HUB_DRIFT,
  HUB_ESTIMATES,
  HUB_POLICIES,
  type AppAssessments,
  type AppCompliance,
  type AppDrift,
  type AppEstimates,
  type AppPolicy,
} from './signals';

/** Older assessments that are read in full in one round, so that the first does not take minutes. */
const FILLED_IN_A_ROUND = 4;

/**
 * The apps of one region of one account: what is known of each becomes
 * observations, and what was assessed is kept in our own history.
 */
export class ResilienceHubSource extends ConfiguredSource {
  readonly leastPrivilege = `IAM: ${READ_ACTIONS.join(', ')} on *.`;
  readonly region: string;
  readonly #settings: SourceSettings;
  readonly #config: HubConfig;
  readonly #apps?: readonly string[];
  readonly #history?: AssessmentHistory;
  readonly #reader: AppReader;

  constructor(
    settings: SourceSettings,
    options: {
      config: HubConfig;
      /** Names of the apps that are watched; all of the region without it. */
      apps?: readonly string[];
      history?: AssessmentHistory;
    },
  ) {
    super(settings);
    this.region = options.config.region;
    this.#settings = settings;
    this.#config = options.config;
    this.#apps = options.apps;
    this.#history = options.history;
    this.#reader = new AppReader(options.config.hub);
  }

  async observe(context: SourceContext): Promise<ObservationInput[]> {
    const readings = await this.#read(context.signal);
    await this.#keep(readings, context);
    return this.#observations(readings);
  }

  async close(): Promise<void> {
    this.#config.hub.close();
  }

  /**
   * An app as the portal shows it; its assessments stand in the history.
   * @param now - milliseconds since the epoch
   */
  toApp({ app, policy }: AppReading, now: number): ResilienceHubApp {
    const { handle: _handle, policyHandle: _policy, ...said } = app;
    return {
      ...said,
      sourceId: this.id,
      region: this.region,
      entityRefs: this.entityRefs,
      policy,
      newest: null,
      lastSuccess: null,
      observedAt: new Date(now).toISOString(),
      assessable: this.#config.assessing !== undefined,
    };
  }

  async #read(signal: AbortSignal): Promise<AppReading[]> {
    const names = this.#apps;
    const readings = await this.#reader.readAll(
      { signal },
      names && (name => names.includes(name)),
    );
    const missing = names?.find(
      name => !readings.some(({ app }) => app.name === name),
    );
    if (missing !== undefined) {
      throw new SourceFailure(
        'misconfigured',
        `Resilience Hub in ${this.region} has no app called ${missing}.`,
        `Correct ${this.#settings.key}.apps, ${
          this.#settings.key
        }.region or the account.`,
      );
    }
    return readings;
  }

  /** The history is ours; that it cannot be written does not make the hub silent. */
  async #keep(readings: AppReading[], context: SourceContext): Promise<void> {
    const history = this.#history;
    if (!history) {
      return;
    }
    // The past can wait: it must not cost this round its time.
    const fillUntil = context.now() + (this.timeoutSeconds * 1000) / 4;
    try {
      await history.saveApps(
        this.id,
        readings.map(reading => ({
          app: this.toApp(reading, context.now()),
          handle: reading.app.handle,
        })),
      );
      for (const { app, assessments, lastSuccess } of readings) {
        await history.save(
          app.appId,
          assessments.map(assessment => ({ assessment })),
        );
        if (lastSuccess) {
          await history.save(app.appId, [lastSuccess]);
        }
        const bare = await history.withoutDetail(app.appId, FILLED_IN_A_ROUND);
        for (const handle of bare) {
          if (context.now() > fillUntil) {
            break;
          }
          const reading = await this.#past(handle, context);
          if (reading && hasEnded(reading.assessment)) {
            await history.save(app.appId, [reading]);
          }
        }
      }
    } catch (error) {
      if (context.signal.aborted) {
        throw error;
      }
      context.logger.warn(
        `${this.title}: what was assessed could not be kept: ${
          (error as Error).message
        }`,
      );
    }
  }

  /** One that the hub has forgotten must not keep the other apps out of the history. */
  async #past(
    handle: string,
    context: SourceContext,
  ): Promise<AssessmentReading | undefined> {
    try {
      return await this.#reader.read(handle, context);
    } catch (error) {
      context.signal.throwIfAborted();
      context.logger.debug(
        `${this.title}: an earlier assessment could not be read: ${
          (error as Error).message
        }`,
      );
      return undefined;
    }
  }

  #observations(readings: AppReading[]): ObservationInput[] {
    const values: Record<string, JsonValue> = {
      [HUB_ASSESSMENTS]: readings.map(
        (reading): AppAssessments => ({
          ...ofApp(reading),
          schedule: reading.app.schedule,
          newest: reading.newest && {
            status: reading.newest.status,
            startedAt: reading.newest.startedAt ?? null,
            message: reading.newest.message ?? null,
          },
        }),
      ),
      [HUB_COMPLIANCE]: readings.map(
        (reading): AppCompliance => ({
          ...ofApp(reading),
          compliance: reading.app.compliance,
          scorePercent: reading.app.scorePercent,
        }),
      ),
      [HUB_ESTIMATES]: readings.map(
        (reading): AppEstimates => ({
          ...ofApp(reading),
          estimates: estimatesOf(reading),
          targets: reading.policy?.targets ?? null,
        }),
      ),
      [HUB_POLICIES]: readings.map(
        ({ app, policy }): AppPolicy => ({
          app: app.name,
          policy: policy && { name: policy.name, targets: policy.targets },
        }),
      ),
      [HUB_DRIFT]: readings.map(
        (reading): AppDrift => ({
          ...ofApp(reading),
          drift: reading.app.drift,
          components: [
            ...new Set(
              reading.lastSuccess?.drifts.map(({ component }) => component),
            ),
          ],
        }),
      ),
    };
    return this.entityRefs.flatMap(entityRef =>
      Object.entries(values).map(([signal, value]) => ({
        entityRef,
        signal,
        value,
      })),
    );
  }
}

function ofApp({ app, lastSuccess }: AppReading) {
  return {
    app: app.name,
    lastSuccessAt:
      lastSuccess?.assessment.endedAt ??
      lastSuccess?.assessment.startedAt ??
      null,
  };
}

function estimatesOf({ lastSuccess }: AppReading): AppEstimates['estimates'] {
  return Object.fromEntries(
    Object.entries(lastSuccess?.assessment.disruptions ?? {}).map(
      ([
        disruption,
        { compliance, estimatedRtoSeconds, estimatedRpoSeconds },
      ]) => [
        disruption,
        { compliance, estimatedRtoSeconds, estimatedRpoSeconds },
      ],
    ),
  );
}
