import type { EstateModel } from './model';

/** JSON that a part adds to `.sandbox/estate.json`, merged at the top level. */
export type EstateDescription = Record<string, unknown>;

/** A fault that can be injected into a running part. */
export interface FaultDefinition {
  /** Kebab case, for example `kill-database`. */
  id: string;
  title: string;
  /** What happens, in one sentence. */
  description: string;
  /** Names that can follow it; empty when it takes none. */
  targets(): string[];
  /** Makes it happen; the returned function undoes it and resolves when all is well again. */
  inject(target?: string): Promise<() => Promise<void>>;
}

export interface SandboxContext {
  /** The `.sandbox` folder: state, credentials, sockets. */
  dir: string;
  /** A free loopback port that stays the same over restarts. */
  port(name: string): Promise<number>;
  /** A random secret that stays the same over restarts. */
  secret(name: string): Promise<string>;
  model: EstateModel;
  log(message: string): void;
}

export interface RunningPart {
  describe(): EstateDescription;
  faults: FaultDefinition[];
  /** What `GET /state` of the sandbox says of this part. */
  state?(): Promise<Record<string, unknown>>;
  /** Puts back what was changed other than by a fault; resolves when all is well. */
  mend?(): Promise<void>;
  /** Resolves when this part is as well as the faults that are still there allow. */
  untilWell?(): Promise<void>;
  stop(): Promise<void>;
}

/** One real or imitated system of the estate; parts know each other only through the model. */
export interface SandboxPart {
  name: string;
  start(context: SandboxContext): Promise<RunningPart>;
}
