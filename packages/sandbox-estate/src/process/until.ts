/**
 * Waits until a condition holds, asking again and again.
 *
 * @param what - what is waited for, for the error message
 * @param condition - true when it holds; a string says what is missing
 */
export async function until(
  what: string,
  condition: () => Promise<boolean | string> | boolean | string,
  options: { seconds: number; everyMs?: number },
): Promise<void> {
  const deadline = Date.now() + options.seconds * 1000;
  for (;;) {
    const answer = await condition();
    if (answer === true) return;
    if (Date.now() > deadline) {
      const missing = typeof answer === 'string' ? `: ${answer}` : '';
      throw new Error(`${what} took more than ${options.seconds} s${missing}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, options.everyMs ?? 50);
    });
  }
}
