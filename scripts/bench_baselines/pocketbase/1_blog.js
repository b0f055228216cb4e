/// Collections of PocketBase with the fields and the rules of the product's posts.

migrate((app) => {
  const settings = app.settings();
  settings.logs.maxDays = 0; // no server of the benchmark writes an access log
  app.save(settings);

  const users = app.findCollectionByNameOrId("users");
  for (const name of ["username", "bio", "avatar_url"]) {
    users.fields.add(new TextField({ name }));
  }
  users.viewRule = ""; // authors are public; their email is hidden
  app.save(users);

  const text = ["slug", "title", "excerpt", "category", "image_url", "status"];
  const numbers = ["vote_count", "comment_count", "view_count"];
  const visible = 'status = "published" && published_at <= @now && deleted_at = ""';
  app.save(new Collection({
    type: "base",
    name: "posts",
    listRule: visible,
    viewRule: visible,
    createRule: '@request.auth.id != "" && author = @request.auth.id',
    fields: [
      { type: "relation", name: "author", collectionId: users.id, required: true, maxSelect: 1 },
      ...text.map((name) => ({ type: "text", name })),
      { type: "text", name: "content", max: 1000000 },
      { type: "json", name: "tags" },
      ...numbers.map((name) => ({ type: "number", name })),
      { type: "date", name: "published_at" },
      { type: "date", name: "deleted_at" },
      { type: "autodate", name: "created", onCreate: true },
      { type: "autodate", name: "updated", onCreate: true, onUpdate: true },
    ],
    indexes: [
      "CREATE UNIQUE INDEX posts_slug ON posts (slug)",
      "CREATE INDEX posts_newest ON posts (published_at DESC, id DESC)",
      "CREATE INDEX posts_author ON posts (author)",
    ],
  }));
});
