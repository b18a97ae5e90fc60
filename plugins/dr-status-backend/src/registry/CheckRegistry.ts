import type { CheckDescription } from '@twinshore/plugin-dr-status-common';
import type {
  Check,
  DrStatusChecksExtensionPoint,
} from '@twinshore/plugin-dr-status-node';

/** The rules that modules have registered, in the order of their ids. */
export class CheckRegistry implements DrStatusChecksExtensionPoint {
  readonly #checks = new Map<string, Check>();

  addCheck(...checks: Check[]): void {
    for (const check of checks) {
      if (this.#checks.has(check.id)) {
        throw new Error(
          `Two checks are called "${check.id}"; give one of them another id`,
        );
      }
      if (!(check.weight > 0)) {
        throw new Error(`The check "${check.id}" needs a weight above zero`);
      }
      this.#checks.set(check.id, check);
    }
  }

  checks(): Check[] {
    return [...this.#checks.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  titleOf(checkId: string): string {
    return this.#checks.get(checkId)?.title ?? checkId;
  }

  descriptions(): CheckDescription[] {
    return this.checks().map(check => ({
      id: check.id,
      title: check.title,
      description: check.description,
      gate: check.gate,
      weight: check.weight,
      threshold: check.threshold,
      signals: check.signals,
      remediation: check.remediation,
    }));
  }
}
