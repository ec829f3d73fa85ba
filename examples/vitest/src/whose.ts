/** Of a server: the user id that an access token of our application belongs to, or an error. */
export async function whose(token: string, ours: { api: string; clientId: string }): Promise<string> {
  const answer = await fetch(`${ours.api}/auth/o2/tokeninfo?access_token=${encodeURIComponent(token)}`);
  if (answer.status >= 500) throw new Error("Amazon does not answer; try again later.");
  const { aud, user_id: userId } = (await answer.json()) as { aud?: string; user_id?: string };
  if (!answer.ok || aud !== ours.clientId || !userId) throw new Error("This token is none of ours.");
  return userId;
}
