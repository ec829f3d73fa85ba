(provider) => {
  const tags = 'script[data-client-id]:not([data-provider]), lwa-login[client-id]:not([provider]), lwa-device[client-id]:not([provider])';
  const point = () => {
    for (const tag of document.querySelectorAll(tags)) {
      if (tag.localName === "script") tag.dataset.provider = provider;
      else tag.setAttribute("provider", provider);
    }
  };
  new MutationObserver(point).observe(document, { childList: true, subtree: true });
}
