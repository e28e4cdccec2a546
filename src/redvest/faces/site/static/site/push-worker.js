// Shows a notice that was pushed, and opens the inbox when it is touched.

self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(told.title ?? "", { body: told.body ?? "", tag: told.tag, data: told.url ?? "/me/inbox/" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});
