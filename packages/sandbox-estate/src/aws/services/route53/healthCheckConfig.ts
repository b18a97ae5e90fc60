import {
  InvalidInput$,
  type HealthCheckConfig,
} from '@aws-sdk/client-route-53';
import { AwsError } from '../../server/AwsError';

export function invalid(message: string): AwsError {
  return AwsError.modeled(InvalidInput$, message);
}

const SERVED = ['HTTP', 'HTTPS', 'TCP', 'CALCULATED'];

export function validateHealthCheck(
  config: Partial<HealthCheckConfig>,
  exists: (id: string) => boolean,
): void {
  if (!SERVED.includes(config.Type ?? '')) {
    throw invalid(
      `The sandbox serves health checks of type ${SERVED.join(', ')}; got ${
        config.Type
      }`,
    );
  }
  if (config.Type === 'CALCULATED') {
    const unknown = (config.ChildHealthChecks ?? []).find(id => !exists(id));
    if (unknown)
      throw invalid(`The child health check ${unknown} does not exist`);
    return;
  }
  if (!config.IPAddress && !config.FullyQualifiedDomainName) {
    throw invalid('An IPAddress or a FullyQualifiedDomainName is needed');
  }
  if (![10, 30].includes(config.RequestInterval ?? 30)) {
    throw invalid('RequestInterval must be 10 or 30');
  }
  const threshold = config.FailureThreshold ?? 3;
  if (threshold < 1 || threshold > 10) {
    throw invalid('FailureThreshold must be between 1 and 10');
  }
}

export function withDefaults(
  config: Partial<HealthCheckConfig>,
): HealthCheckConfig {
  const common = { Inverted: false, Disabled: false };
  const checked = {
    RequestInterval: 30,
    FailureThreshold: 3,
    MeasureLatency: false,
  };
  return {
    ...common,
    ...(config.Type === 'CALCULATED' ? {} : checked),
    ...config,
  } as HealthCheckConfig;
}
