// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/closed_source.h"

#include "widgets/action_button.h"
#include "widgets/script_view.h"
#include "widgets/text_label.h"

#include <QAction>
#include <QVBoxLayout>

namespace tidegate::pages {

ClosedSource::ClosedSource(QAction *open, QWidget *parent)
    : QWidget(parent), m_sql(new widgets::ScriptView(tr("SQL that opens the source again"), this))
{
    setObjectName(QStringLiteral("closedSource"));
    auto *words = widgets::textLabel("closedSourceWords", this);
    words->setText(tr("The source takes no writes: its database is read-only by default, perhaps since an engine was ended in "
                      "the middle of a cutover. The migration goes on; this would open the source again:"));
    m_sql->setMaximumHeight(fontMetrics().lineSpacing() * 6);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(words);
    layout->addWidget(m_sql);
    layout->addWidget(new widgets::ActionButton(open, this), 0, Qt::AlignLeft);
    setVisible(false);
}

void ClosedSource::show(const script::Script &opening)
{
    QString sql; // without an export's head: there is little room
    for (const auto &statement : opening.statements())
        sql += QString::fromStdString(statement.sql) + QStringLiteral(";\n");
    if (sql != m_sql->sql())
        m_sql->setSql(sql);
    setVisible(!opening.empty());
}

QString ClosedSource::sql() const
{
    return m_sql->sql();
}

} // namespace tidegate::pages
