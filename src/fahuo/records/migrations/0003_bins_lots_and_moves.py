# What lies where, and how it came there

import django.db.models.deletion
import fahuo.core.words
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_needs_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('kind', models.CharField(choices=[('storage', 'storage'), ('receiving', 'receiving'), ('packing', 'packing'), ('quarantine', 'quarantine')], default=fahuo.core.words.BinKind['STORAGE'], max_length=12, verbose_name='kind')),
                ('walk', models.IntegerField(default=0, verbose_name='place in the walk')),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'ordering': ['warehouse_id', 'walk', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Component',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.IntegerField(verbose_name='pieces')),
            ],
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.BigIntegerField()),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='lot')),
                ('made_on', models.DateField(blank=True, null=True, verbose_name='made on')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='expires on')),
            ],
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('received', 'received'), ('put_away', 'put_away'), ('moved', 'moved'), ('picked', 'picked'), ('shipped', 'shipped'), ('counted', 'counted'), ('adjusted', 'adjusted'), ('written_off', 'written_off'), ('returned', 'returned'), ('consumed', 'consumed')], max_length=12)),
                ('quantity', models.BigIntegerField()),
                ('parcel_id', models.BigIntegerField(null=True)),
                ('reference', models.CharField(default='', max_length=80)),
                ('reason', models.CharField(default='', max_length=200)),
                ('actor', models.CharField(default='', max_length=80)),
                ('key', models.CharField(max_length=120, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='merchant',
            name='removal',
            field=models.CharField(choices=[('fifo', 'fifo'), ('lifo', 'lifo'), ('fefo', 'fefo'), ('nearest', 'nearest')], default=fahuo.core.words.Removal['FIFO'], max_length=8, verbose_name='pieces taken by'),
        ),
        migrations.AddField(
            model_name='product',
            name='gtin',
            field=models.CharField(blank=True, db_default='', default='', max_length=14, verbose_name='GTIN (EAN, UPC)'),
        ),
        migrations.AddField(
            model_name='product',
            name='material',
            field=models.BooleanField(db_default=False, default=False, verbose_name='packing material'),
        ),
        migrations.AddField(
            model_name='product',
            name='removal',
            field=models.CharField(blank=True, choices=[('fifo', 'fifo'), ('lifo', 'lifo'), ('fefo', 'fefo'), ('nearest', 'nearest')], db_default='', default='', max_length=8, verbose_name='pieces taken by'),
        ),
        migrations.AddField(
            model_name='product',
            name='tracks',
            field=models.CharField(blank=True, choices=[('', ''), ('lot', 'lot'), ('serial', 'serial')], db_default='', default=fahuo.core.words.Tracks['NONE'], max_length=8, verbose_name='tracked by'),
        ),
        migrations.AddField(
            model_name='stock',
            name='reorder_at',
            field=models.BigIntegerField(null=True, verbose_name='reorder at'),
        ),
        migrations.AddField(
            model_name='stock',
            name='reorder_to',
            field=models.BigIntegerField(null=True, verbose_name='fill up to'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('imported', 'imported'), ('planned', 'planned'), ('approved', 'approved'), ('cancelled', 'cancelled'), ('label_bought', 'label_bought'), ('label_refused', 'label_refused'), ('declared', 'declared'), ('export_refused', 'export_refused'), ('export_released', 'export_released'), ('picked', 'picked'), ('packed', 'packed'), ('handed_over', 'handed_over'), ('departed', 'departed'), ('arrived', 'arrived'), ('entry_lodged', 'entry_lodged'), ('customs_held', 'customs_held'), ('entry_released', 'entry_released'), ('out_for_delivery', 'out_for_delivery'), ('attempt_failed', 'attempt_failed'), ('delivered', 'delivered'), ('damaged', 'damaged'), ('lost', 'lost'), ('returning', 'returning'), ('returned', 'returned'), ('case_opened', 'case_opened'), ('case_settled', 'case_settled'), ('noted', 'noted')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('gtin', ''), _negated=True), fields=['merchant', 'gtin'], name='product_gtin'),
        ),
        migrations.AddField(
            model_name='bin',
            name='merchant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='records.merchant'),
        ),
        migrations.AddField(
            model_name='bin',
            name='warehouse',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bins', to='records.warehouse'),
        ),
        migrations.AddField(
            model_name='component',
            name='kit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='records.product'),
        ),
        migrations.AddField(
            model_name='component',
            name='merchant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='records.merchant'),
        ),
        migrations.AddField(
            model_name='component',
            name='part',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kits', to='records.product'),
        ),
        migrations.AddField(
            model_name='holding',
            name='bin',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='records.bin'),
        ),
        migrations.AddField(
            model_name='holding',
            name='merchant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='records.merchant'),
        ),
        migrations.AddField(
            model_name='holding',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holdings', to='records.product'),
        ),
        migrations.AddField(
            model_name='lot',
            name='merchant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='records.merchant'),
        ),
        migrations.AddField(
            model_name='lot',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lots', to='records.product'),
        ),
        migrations.AddField(
            model_name='holding',
            name='lot',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='records.lot'),
        ),
        migrations.AddField(
            model_name='move',
            name='from_bin',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.bin'),
        ),
        migrations.AddField(
            model_name='move',
            name='lot',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='records.lot'),
        ),
        migrations.AddField(
            model_name='move',
            name='merchant',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='records.merchant'),
        ),
        migrations.AddField(
            model_name='move',
            name='product',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='records.product'),
        ),
        migrations.AddField(
            model_name='move',
            name='to_bin',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.bin'),
        ),
        migrations.AddField(
            model_name='move',
            name='warehouse',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='records.warehouse'),
        ),
        migrations.AddConstraint(
            model_name='bin',
            constraint=models.UniqueConstraint(fields=('warehouse', 'code'), name='bin_once'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.UniqueConstraint(fields=('kit', 'part'), name='part_once'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='part_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.CheckConstraint(condition=models.Q(('kit', models.F('part')), _negated=True), name='part_not_itself'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(fields=('product', 'code'), name='lot_once'),
        ),
        migrations.AddIndex(
            model_name='holding',
            index=models.Index(fields=['product'], name='holding_product'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(fields=('bin', 'product', 'lot'), name='holding_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='holding_not_negative'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(fields=['merchant', 'product', '-id'], name='move_product'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(condition=models.Q(('parcel_id__isnull', False)), fields=['parcel_id'], name='move_parcel'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(condition=models.Q(('key__isnull', False)), fields=('merchant', 'key'), name='move_once'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='move_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(('from_bin__isnull', False), ('to_bin__isnull', False), _connector='OR'), name='move_from_or_to'),
        ),
    ]
