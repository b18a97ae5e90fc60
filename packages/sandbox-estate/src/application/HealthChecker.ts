import type { EstateModel } from '../model';
import type { Application } from './Application';

const PERIOD_MS = 1_000;
const PATIENCE_MS = 2_000;
/** As a load balancer does: one answer is no turn. */
const THRESHOLD = 2;

/** Asks an application for its health each second, and tells the model of turns. */
export class HealthChecker {
  readonly #model: EstateModel;
  readonly #application: Application;
  #timer?: NodeJS.Timeout;
  #check?: Promise<void>;
  #ended = false;
  /** Answers in a row that contradict the model. */
  #contradictions = 0;

  constructor(model: EstateModel, application: Application) {
    this.#model = model;
    this.#application = application;
  }

  /** Resolves after the first answer, which counts at once. */
  async start(): Promise<void> {
    this.#turn(await this.#isHealthy());
    const again = () => {
      if (this.#ended) return;
      this.#timer = setTimeout(() => {
        this.#check = this.#observe().then(again);
      }, PERIOD_MS);
    };
    again();
  }

  async stop(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#check;
  }

  async #observe(): Promise<void> {
    const healthy = await this.#isHealthy();
    const { site } = this.#application;
    if (healthy === this.#model.endpointsHealthy.get(site)) {
      this.#contradictions = 0;
      return;
    }
    this.#contradictions += 1;
    if (this.#contradictions >= THRESHOLD) this.#turn(healthy);
  }

  #turn(healthy: boolean): void {
    const { site } = this.#application;
    this.#contradictions = 0;
    this.#model.endpointsHealthy.set(site, healthy);
    this.#model.changed(`endpoint:${site}`);
  }

  async #isHealthy(): Promise<boolean> {
    try {
      const reply = await fetch(`${this.#application.url}/healthz`, {
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await reply.arrayBuffer();
      return reply.ok;
    } catch {
      return false;
    }
  }
}
