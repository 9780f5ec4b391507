"""A tie is numbered by its person: one look-up instead of two. Ties are a cache, so the rows are made anew."""

import django.db.models.deletion
from django.db import migrations, models

from reknit.store.models.keys import PersonKey

TIE = 2  # the bit of `Person.Stale`


def compute_again(apps, schema_editor):
    person = apps.get_model("store", "Person")
    person.objects.filter(parts__isnull=False).update(stale=models.F("stale").bitor(TIE))


class Migration(migrations.Migration):
    dependencies = [("store", "0006_feeds")]

    operations = [
        migrations.RemoveIndex(model_name="fact", name="fact_latest"),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                fields=["person", "key"], condition=models.Q(kind__in=("birthday", "day")), name="fact_days"
            ),
        ),
        *(
            migrations.AddIndex(
                model_name="fact",
                index=models.Index(
                    fields=["workspace", "starts"], condition=models.Q(kind=kind), name=f"fact_{kind}_latest"
                ),
            )
            for kind in ("connected", "need", "offer")
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["workspace"], condition=models.Q(stated="not"), name="link_denied"),
        ),
        migrations.RunPython(compute_again, migrations.RunPython.noop),
        migrations.DeleteModel(name="Tie"),
        migrations.CreateModel(
            name="Tie",
            fields=[
                (
                    "person",
                    PersonKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tie",
                        serialize=False,
                        to="store.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="store.workspace"
                    ),
                ),
                ("first_at", models.FloatField(null=True)),
                ("last_at", models.FloatField(null=True)),
                ("first_day", models.IntegerField()),
                ("last_day", models.IntegerField()),
                ("contact_days", models.IntegerField()),
                ("contact_weeks", models.IntegerField()),
                ("interactions", models.IntegerField()),
                ("incoming", models.IntegerField()),
                ("outgoing", models.IntegerField()),
                ("gap_squares", models.BigIntegerField()),
                ("last_weight", models.FloatField()),
                ("weight_before", models.FloatField()),
                ("carried", models.FloatField()),
                ("carried_long", models.FloatField()),
                ("pulse_short", models.FloatField()),
                ("pulse", models.FloatField()),
                ("pulse_long", models.FloatField()),
                ("next_at", models.FloatField(null=True)),
                ("two_way", models.BooleanField()),
                ("strength_key", models.FloatField(null=True)),
                ("long_key", models.FloatField(null=True)),
                ("level_key", models.FloatField(null=True)),
                ("flag_day", models.FloatField(null=True)),
                ("rhythm_fades_day", models.FloatField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "two_way", "strength_key"], name="tie_by_strength"),
                    models.Index(
                        fields=["workspace", "two_way", "long_key", "last_day"], name="tie_by_usual_strength"
                    ),
                    models.Index(
                        fields=["workspace", "two_way", "contact_weeks", "last_day", "rhythm_fades_day", "flag_day"],
                        name="tie_by_weeks",
                    ),
                    models.Index(fields=["workspace", "two_way", "last_day"], name="tie_by_last"),
                    models.Index(fields=["workspace", "two_way", "first_day"], name="tie_by_first"),
                    models.Index(
                        fields=["workspace", "two_way", "flag_day", "last_day", "first_day"], name="tie_by_flag"
                    ),
                    models.Index(fields=["workspace", "two_way", "rhythm_fades_day"], name="tie_by_rhythm"),
                    models.Index(
                        fields=["workspace", "next_at"], condition=models.Q(next_at__isnull=False), name="tie_coming"
                    ),
                ],
            },
        ),
    ]
