"""Merges that can be taken apart again, other names of organisations, marks of the forgotten, rules of retention."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_tie_ranges'),
    ]

    operations = [
        migrations.CreateModel(
            name='ForgottenMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=64)),
                ('made_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gone_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('moved', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='MergedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('interaction_id', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='OrganisationAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('name', models.CharField(max_length=300)),
                ('typed', models.BooleanField(default=False)),
                ('carried', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('years', models.PositiveSmallIntegerField()),
                ('action', models.CharField(choices=[('archive', 'put into the archive'), ('forget', 'forget')], max_length=7)),
            ],
        ),
        migrations.AddField(
            model_name='pairquestion',
            name='evidence',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='pairquestion',
            name='probability',
            field=models.FloatField(null=True),
        ),
        migrations.AddIndex(
            model_name='pairquestion',
            index=models.Index(fields=['workspace', 'answer', '-probability'], name='question_queue'),
        ),
        migrations.AddField(
            model_name='forgottenmark',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace'),
        ),
        migrations.AddField(
            model_name='merge',
            name='act',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='store.audit'),
        ),
        migrations.AddField(
            model_name='merge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='store.person'),
        ),
        migrations.AddField(
            model_name='merge',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='store.import'),
        ),
        migrations.AddField(
            model_name='merge',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace'),
        ),
        migrations.AddField(
            model_name='mergedpart',
            name='merge',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='later_parts', to='store.merge'),
        ),
        migrations.AddField(
            model_name='mergedpart',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace'),
        ),
        migrations.AddField(
            model_name='organisationalias',
            name='act',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='store.audit'),
        ),
        migrations.AddField(
            model_name='organisationalias',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='store.organisation'),
        ),
        migrations.AddField(
            model_name='organisationalias',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace'),
        ),
        migrations.AddField(
            model_name='retentionrule',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.workspace'),
        ),
        migrations.AddConstraint(
            model_name='forgottenmark',
            constraint=models.UniqueConstraint(fields=('workspace', 'digest'), name='forgotten_once'),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['workspace', 'gone_id'], name='merge_by_gone'),
        ),
        migrations.AddConstraint(
            model_name='mergedpart',
            constraint=models.UniqueConstraint(fields=('merge', 'interaction_id'), name='merged_part_once'),
        ),
        migrations.AddConstraint(
            model_name='organisationalias',
            constraint=models.UniqueConstraint(fields=('workspace', 'key'), name='organisation_alias_once'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.UniqueConstraint(fields=('workspace', 'action'), name='retention_once'),
        ),
    ]
