DROP TABLE order_links;
DROP TABLE order_messages;
