"""Sendings keep the classes of service that they go by; those that are there go as rules and aim choose."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_orders_travel_together'),
    ]

    operations = [
        migrations.AddField(
            model_name='ownsending',
            name='services',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
    ]
