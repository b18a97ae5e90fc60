import { digest } from './controllers/podAddresses';

/**
 * Digest that a node resolves an image to: what a registry holds under the
 * name, and so the same in every registry that it was copied to.
 * @param image - with the registry's host before the first slash
 */
export function imageDigest(image: string): string {
  return `sha256:${digest(image.slice(image.indexOf('/') + 1))}`;
}
