import type {
  CheckDescription,
  EntityPostureDetail,
  SourceStatus,
  Summary,
} from '@twinshore/plugin-dr-status-common';
import type { DrStatusApi } from '../api/DrStatusApi';
import { DrStatusError } from '../api/DrStatusError';
import { aSummary } from './estate';

/**
 * Answers from what a test puts into it. Set `error` to let every question
 * fail, or `hang` to let none be answered.
 * @public
 */
export class FakeDrStatusApi implements DrStatusApi {
  summary: Summary = aSummary();
  postures: EntityPostureDetail[] = [];
  checks: CheckDescription[] = [];
  sources: SourceStatus[] = [];
  error?: DrStatusError;
  hang = false;
  refreshed: string[] = [];
  questions = { summary: 0, entity: 0, sources: 0 };

  async getSummary() {
    this.questions.summary += 1;
    return this.#answer(() => this.summary);
  }

  async getEntityPosture(entityRef: string) {
    this.questions.entity += 1;
    return this.#answer(() => {
      const found = this.postures.find(item => item.entityRef === entityRef);
      if (!found) {
        throw new DrStatusError('not-found', `No entity ${entityRef}`);
      }
      return found;
    });
  }

  async getChecks() {
    return this.#answer(() => this.checks);
  }

  async getSources() {
    this.questions.sources += 1;
    return this.#answer(() => this.sources);
  }

  async refreshSource(sourceId: string) {
    await this.#answer(() => undefined);
    this.refreshed.push(sourceId);
  }

  async #answer<T>(give: () => T): Promise<T> {
    if (this.hang) {
      return new Promise(() => {});
    }
    if (this.error) {
      throw this.error;
    }
    return give();
  }
}
