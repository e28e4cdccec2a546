// Sends data to the house from a page that may be without a network, and says what became of it.

const PATIENCE = 20000; // ms that one answer may take

export const csrfOfPage = async () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

// {state: "ok" | "offline" | "ended" | "refused", body}. A redirect leads to the sign-in page: the session has ended.
export async function post(address, body, csrf = csrfOfPage) {
  let answered;
  try {
    answered = await fetch(address, {
      method: "POST", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": await csrf() }, body: JSON.stringify(body),
    });
  } catch {
    return { state: "offline" };
  }
  if (answered.type === "opaqueredirect" || answered.status === 401) return { state: "ended" };
  if (answered.status >= 500 || answered.status === 429) return { state: "offline" };
  const told = await answered.json().catch(() => null);
  // A page instead of data: the form token is not this session's, or the person has no role any more.
  if (!told) return { state: "ended" };
  return { state: answered.ok ? "ok" : "refused", body: told };
}
