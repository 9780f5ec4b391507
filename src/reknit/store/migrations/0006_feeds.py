"""What people publish: the feeds the user follows and their entries; and projects by the day they were first told of."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0005_identity")]

    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=1000)),
                ("title", models.CharField(blank=True, default="", max_length=300)),
                ("etag", models.CharField(blank=True, default="", max_length=300)),
                ("last_modified", models.CharField(blank=True, default="", max_length=60)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("next_check_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, default="", max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feeds", to="store.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["next_check_at"], name="feed_due")],
                "constraints": [models.UniqueConstraint(fields=("person", "url"), name="feed_once")],
            },
        ),
        migrations.CreateModel(
            name="FeedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=300)),
                ("url", models.CharField(blank=True, default="", max_length=1000)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="store.feed"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="store.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["feed", "-published_at"], name="feed_entry_newest"),
                    models.Index(fields=["workspace", "published_at"], name="feed_entry_by_time"),
                ],
                "constraints": [models.UniqueConstraint(fields=("feed", "key"), name="feed_entry_once")],
            },
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("kind", "project")), fields=["workspace", "recorded_at"], name="fact_new_project"
            ),
        ),
    ]
