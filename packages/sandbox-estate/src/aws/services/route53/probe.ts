import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { EstateModel } from '../../../model';
import { siteOfLoadBalancer } from '../../sites';

/** What one checker saw, in the words that Route 53 reports. */
export interface ProbeResult {
  success: boolean;
  status: string;
}

/** What Route 53 gives an endpoint to connect and answer. */
const PROBE_TIMEOUT_MS = 4000;

/**
 * Asks the endpoint of a health check for real: an application of the estate
 * behind its load balancer, or something else on loopback. Undefined when the
 * estate does not say yet how the endpoint is.
 */
export async function probe(
  config: HealthCheckConfig,
  model: EstateModel,
): Promise<ProbeResult | undefined> {
  const host = config.IPAddress ?? config.FullyQualifiedDomainName ?? '';
  const path = config.ResourcePath ?? '/';
  const site = siteOfLoadBalancer(host);
  if (site) {
    if (model.lostSites.has(site)) {
      return failure('The health checker could not establish a connection');
    }
    const base = model.applicationUrls.get(site);
    if (base) return probeHttp(new URL(path, base));
    const healthy = model.endpointsHealthy.get(site);
    if (healthy === undefined) return undefined;
    return healthy
      ? { success: true, status: 'Success: HTTP Status Code 200, OK' }
      : failure('HTTP Status Code 503, Service Unavailable');
  }
  if (host !== '127.0.0.1' && host !== 'localhost') {
    return failure(`DNS resolution failed: ${host} is not of this estate`);
  }
  return config.Type === 'TCP'
    ? probeTcp(config.Port ?? 80)
    : probeHttp(new URL(path, `http://127.0.0.1:${config.Port ?? 80}`));
}

function failure(reason: string): ProbeResult {
  return { success: false, status: `Failure: ${reason}` };
}

function probeHttp(url: URL): Promise<ProbeResult> {
  return new Promise(resolve => {
    const asked = request(
      url,
      {
        agent: false,
        timeout: PROBE_TIMEOUT_MS,
        headers: { 'user-agent': 'Amazon-Route53-Health-Check-Service' },
      },
      response => {
        response.resume();
        const code = response.statusCode ?? 0;
        const text = `HTTP Status Code ${code}, ${response.statusMessage}`;
        resolve(
          code >= 200 && code < 400
            ? { success: true, status: `Success: ${text}` }
            : failure(text),
        );
      },
    );
    asked.on('timeout', () => {
      asked.destroy();
      resolve(failure('The health checker timed out'));
    });
    asked.on('error', error => resolve(failure(error.message)));
    asked.end();
  });
}

function probeTcp(port: number): Promise<ProbeResult> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS);
    socket.on('connect', () =>
      end({ success: true, status: 'Success: TCP connection established' }),
    );
    socket.on('timeout', () => end(failure('The health checker timed out')));
    socket.on('error', error => end(failure(error.message)));
  });
}
