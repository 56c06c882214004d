"""The order list: order exports of any shop or marketplace read into values, and what they teach.

Nothing here knows the store; `storage.orders` keeps what is read.
"""
