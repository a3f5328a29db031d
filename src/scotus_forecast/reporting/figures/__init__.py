"""Figures of the report; `catalogue` lists them with the module of each.

A figure is three functions and how its marks are read. One collects what is drawn from the inputs
of the report, and is empty where the run lacks it. One draws it in a theme. One describes it for
readers who cannot see it.
"""
