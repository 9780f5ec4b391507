"""Indexes for the ranges the week's candidates come from, cadence rules by tag, and what was learnt of the user's past."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_column_mappings'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='tie',
            name='tie_by_usual_strength',
        ),
        migrations.RemoveIndex(
            model_name='tie',
            name='tie_by_flag',
        ),
        migrations.AddField(
            model_name='person',
            name='tag_cadence_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='the shortest of the cadence rules for their tags', null=True),
        ),
        migrations.AddField(
            model_name='workspace',
            name='outlook',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('kind__in', ('connected', 'need', 'offer'))), fields=['workspace', 'kind', 'starts'], name='fact_latest'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('cadence_days__isnull', False), ('tag_cadence_days__isnull', False), ('layer_override__isnull', False), models.Q(('strength_override', ''), _negated=True), _connector='OR'), fields=['workspace', 'id'], name='person_by_hand'),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(fields=['workspace', 'two_way', 'long_key', 'last_day'], name='tie_by_usual_strength'),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(fields=['workspace', 'two_way', 'contact_weeks', 'last_day', 'rhythm_fades_day', 'flag_day'], name='tie_by_weeks'),
        ),
        migrations.AddIndex(
            model_name='tie',
            index=models.Index(fields=['workspace', 'two_way', 'flag_day', 'last_day', 'first_day'], name='tie_by_flag'),
        ),
    ]
