/** Names and shapes of what the SonarQube source reports. */

export const SONARQUBE_STATUS = 'delivery.sonarqube.status';
export const SONARQUBE_GATES = 'delivery.sonarqube.qualityGates';

export type SonarqubeStatus = {
  version: string | null;
  /** `UP`, `STARTING`, `DOWN`, `RESTARTING`, `DB_MIGRATION_NEEDED`, `DB_MIGRATION_RUNNING`. */
  status: string;
  /** `GREEN`, `YELLOW`, `RED`; null when it was not asked, for want of a passcode. */
  health: string | null;
  causes: string[];
};

export type QualityGate = {
  project: string;
  /** `OK`, `WARN`, `ERROR`, `NONE`. */
  status: string;
};
