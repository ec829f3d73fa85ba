export const options = {
  clientId: process.env.NEXT_PUBLIC_LWA_CLIENT_ID,
  provider: process.env.NEXT_PUBLIC_LWA_PROVIDER,
  redirectUri: "/lwa/lwa-callback.html",
  persist: "session",
};
