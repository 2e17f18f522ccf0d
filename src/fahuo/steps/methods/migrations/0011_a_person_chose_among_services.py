"""A selection says among which services a person had it chosen. Suggestions that are open are found again, with what they lack now."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('methods', '0010_mark_ups_and_selling_prices'),
    ]

    operations = [
        migrations.AddField(
            model_name='selection',
            name='own_services',
            field=models.TextField(null=True),
        ),
        migrations.RunSQL("DELETE FROM methods_suggestion WHERE accepted_at IS NULL", migrations.RunSQL.noop),
    ]
