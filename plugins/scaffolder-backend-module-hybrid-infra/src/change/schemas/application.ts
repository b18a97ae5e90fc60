/**
 * The part of Argo CD's `Application` (argoproj.io/v1alpha1) that our changes
 * use, closed against everything else. Field names and types follow the
 * custom resource definition of Argo CD 2.13 to 3.1.
 */
export const applicationSchema = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'argoproj.io/v1alpha1' },
    kind: { const: 'Application' },
    metadata: {
      type: 'object',
      required: ['name', 'namespace'],
      additionalProperties: false,
      properties: {
        name: {
          type: 'string',
          pattern: '^[a-z0-9]([a-z0-9-.]{0,251}[a-z0-9])?$',
        },
        namespace: {
          type: 'string',
          pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
        },
        labels: {
          type: 'object',
          additionalProperties: { type: 'string', maxLength: 63 },
        },
        annotations: {
          type: 'object',
          additionalProperties: { type: 'string' },
        },
        finalizers: { type: 'array', items: { type: 'string' } },
      },
    },
    spec: {
      type: 'object',
      required: ['project', 'source', 'destination'],
      additionalProperties: false,
      properties: {
        project: { type: 'string', minLength: 1 },
        source: {
          type: 'object',
          required: ['repoURL', 'targetRevision', 'path'],
          additionalProperties: false,
          properties: {
            repoURL: { type: 'string', pattern: '^(https?|ssh)://[^@]+$' },
            targetRevision: { type: 'string', minLength: 1 },
            path: { type: 'string', pattern: '^[a-z0-9][a-z0-9/_-]*$' },
          },
        },
        destination: {
          type: 'object',
          required: ['name', 'namespace'],
          additionalProperties: false,
          properties: {
            name: { type: 'string', minLength: 1 },
            namespace: {
              type: 'string',
              pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
            },
          },
        },
        syncPolicy: {
          type: 'object',
          additionalProperties: false,
          properties: {
            automated: {
              type: 'object',
              additionalProperties: false,
              properties: {
                prune: { type: 'boolean' },
                selfHeal: { type: 'boolean' },
                allowEmpty: { type: 'boolean' },
              },
            },
            syncOptions: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
  },
};
