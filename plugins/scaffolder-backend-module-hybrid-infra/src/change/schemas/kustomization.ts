/** The part of Kustomize's `Kustomization` (v1beta1) that our changes use. */
export const kustomizationSchema = {
  type: 'object',
  required: ['apiVersion', 'kind', 'resources'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'kustomize.config.k8s.io/v1beta1' },
    kind: { const: 'Kustomization' },
    resources: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'string',
        pattern: '^(\\.\\./)*[A-Za-z0-9][A-Za-z0-9._/-]*$',
      },
    },
    replicas: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'count'],
        additionalProperties: false,
        properties: {
          name: { type: 'string', minLength: 1 },
          count: { type: 'integer', minimum: 0 },
        },
      },
    },
    labels: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pairs'],
        additionalProperties: false,
        properties: {
          pairs: {
            type: 'object',
            additionalProperties: { type: 'string', maxLength: 63 },
          },
          includeSelectors: { type: 'boolean' },
        },
      },
    },
  },
};
