<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>tidegate::shell::MainWindow</name>
    <message>
        <source>Tidegate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;h2&gt;Tidegate %1&lt;/h2&gt;&lt;p&gt;The window arrives with the next release.&lt;br&gt;Until then &lt;b&gt;tidegate-cli&lt;/b&gt; does the whole work: see the README.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
