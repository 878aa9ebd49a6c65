"""Benefit calculations as people read them: a workbook whose formulas are alive."""
