"""Appended rows stay."""

from django.db import migrations

from gaoxin.web.cases.guards import down, up


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("registry", "0001_initial"),
        ("treasury", "0001_initial"),
    ]
    operations = [migrations.RunPython(up, down)]
