// The page that msal-browser's documentation wants at the redirect URI: empty but for the redirect
// bridge.
import { broadcastResponseToMainFrame } from "@azure/msal-browser/redirect-bridge";

broadcastResponseToMainFrame();
