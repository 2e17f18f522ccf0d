from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('records', '0004_opening_stock'),
    ]

    operations = [
        migrations.AddField(
            model_name='move',
            name='since',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL("UPDATE records_move SET since = at", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='move',
            name='since',
            field=models.DateTimeField(),
        ),
    ]
