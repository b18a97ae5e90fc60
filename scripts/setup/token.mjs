/** A guest's token, as the browser gets it. */
export async function guestToken(url) {
  const reply = await fetch(`${url}/api/auth/guest/refresh`, {
    method: 'POST',
  });
  if (!reply.ok) throw new Error(`Guest sign-in answered ${reply.status}`);
  const { backstageIdentity } = await reply.json();
  return backstageIdentity.token;
}
