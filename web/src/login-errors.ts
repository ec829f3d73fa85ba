// What <lwa-login> tells a person of a failure. The component's own words are for developers.

import type { Text } from "./login-texts";
import type { State } from "./login-view";

const sentences: [Text, State, string][] = [
  ["refused", "error", "access_denied"],
  ["network", "error", "network_error response_is_not_json server_error temporarily_unavailable timed_out"],
  ["offline", "offline", "no_network_connectivity"],
  ["blocked", "error", "popup_window_error"],
  ["open", "error", "interaction_in_progress"],
  ["unsupported", "unsupported", "wasm_nonexistent crypto_nonexistent"],
  ["setup", "error", "block_nested_popups invalid_client invalid_configuration invalid_scope non_browser_environment redirect_in_iframe storage_unavailable unauthorized_client unsupported_grant_type unsupported_response_type"],
];

/** The state and the sentence for a code of LwaError; "failed" where trying again is all there is to do. */
export function sentenceFor(code?: string): [State, Text] {
  const found = sentences.find(([, , codes]) => code && codes.split(" ").includes(code));
  return found ? [found[1], found[0]] : ["error", "failed"];
}
