export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority?: number;
}

export const textColumn = (name: string, jsonPath: string): PrinterColumn => ({
  name,
  type: 'string',
  jsonPath,
});

/** A CustomResourceDefinition that takes whatever an object's fields are. */
export function definition(options: {
  group: string;
  version: string;
  kind: string;
  plural: string;
  shortNames?: string[];
  columns?: PrinterColumn[];
  subresources?: object;
  clusterScoped?: boolean;
}): any {
  const { group, version, kind, plural } = options;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: options.shortNames ?? [],
      },
      scope: options.clusterScoped ? 'Cluster' : 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
          subresources: options.subresources ?? {},
          additionalPrinterColumns: options.columns ?? [],
        },
      ],
    },
  };
}
