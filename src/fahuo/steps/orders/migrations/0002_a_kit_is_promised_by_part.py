from django.db import migrations, models

# Django changes no composite key by itself. The names are those that PostgreSQL gives.
KEY = """
ALTER TABLE orders_allocation DROP CONSTRAINT orders_allocation_pkey;
ALTER TABLE orders_allocation ADD CONSTRAINT orders_allocation_pkey PRIMARY KEY (order_id, line_no, warehouse_id{product});
"""


class Migration(migrations.Migration):
    dependencies = [
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            KEY.format(product=", product_id"),
            KEY.format(product=""),
            state_operations=[
                migrations.AlterField(
                    model_name='allocation',
                    name='pk',
                    field=models.CompositePrimaryKey('order', 'line_no', 'warehouse', 'product', blank=True, editable=False, primary_key=True, serialize=False),
                ),
            ],
        ),
    ]
