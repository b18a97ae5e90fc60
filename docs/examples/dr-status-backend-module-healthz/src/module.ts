import * as backstage from '@backstage/backend-plugin-api';
import * as node from '@twinshore/plugin-dr-status-node';

/** Asks the health page of a service: 200 when it is well, 503 when it is not. */
export class HealthzSource extends node.HttpSource {
  async observe({ signal }: node.SourceContext) {
    const accept = [200, 503];
    const answer = await this.endpoint.get('/healthz', { signal, accept });
    return this.entityRefs.map(entityRef => ({
      entityRef,
      signal: 'healthz.well',
      value: answer.status === 200,
    }));
  }
}

export const healthzWell: node.Check = {
  id: 'healthz.well',
  title: 'The service says that it is well',
  description: 'Its health page answers with 200.',
  gate: true,
  weight: 1,
  threshold: { text: '200 at /healthz', origin: 'our own runbook' },
  signals: ['healthz.well'],
  remediation: 'Read the log of the service.',
  appliesTo: ({ metadata }) => metadata.tags?.includes('healthz') ?? false,
  evaluate: context =>
    node.judgeReading<boolean>(context, 'healthz.well', 'The health', well => ({
      verdict: well ? 'met' : 'breached',
      reason: `It says that it is ${well ? 'well' : 'not well'}.`,
    })),
};

export default backstage.createBackendModule({
  pluginId: 'dr-status',
  moduleId: 'healthz',
  register({ registerInit }) {
    const sources = node.drStatusSourcesExtensionPoint;
    const checks = node.drStatusChecksExtensionPoint;
    registerInit({
      deps: { config: backstage.coreServices.rootConfig, sources, checks },
      async init(deps) {
        deps.checks.addCheck(healthzWell);
        // Each item of drStatus.sources.healthz: name, entityRef, url.
        node.addConfiguredSources(deps.config, deps.sources, {
          family: 'healthz',
          kind: 'healthz',
          title: ({ name }) => `Health of ${name}`,
          defaults: { intervalSeconds: 10, timeoutSeconds: 5 },
          create: (settings, item) =>
            new HealthzSource(settings, {
              access: node.readHttpAccess(item, settings.key),
              leastPrivilege: 'GET /healthz, which needs no credentials.',
            }),
        });
      },
    });
  },
});
