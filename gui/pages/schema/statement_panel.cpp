// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/statement_panel.h"

#include "pages/schema/script_model.h"
#include "pages/schema/statement_text.h"
#include "widgets/action_button.h"
#include "widgets/status_badge.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace tidegate::pages {

namespace {

/// As it was given but for the ends of lines: toPlainText() would make plain blanks of others.
QString textOf(const QPlainTextEdit &edit)
{
    return edit.document()->toRawText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

} // namespace

StatementPanel::StatementPanel(ScriptModel &model, const QList<QAction *> &actions, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_state(new widgets::StatusBadge(this)),
      m_reason(new QLabel(this)),
      m_sql(new QPlainTextEdit(this))
{
    m_state->setObjectName(QStringLiteral("statementState"));
    m_reason->setObjectName(QStringLiteral("statementReason"));
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setWordWrap(true);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_reason->setAccessibleName(tr("Why it stands so"));
    m_sql->setObjectName(QStringLiteral("statementSql"));
    m_sql->setAccessibleName(tr("SQL of the statement"));
    m_sql->setTabChangesFocus(true);
    m_sql->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    connect(m_sql, &QPlainTextEdit::textChanged, this, &StatementPanel::edited);
    connect(&m_model, &ScriptModel::changed, this, &StatementPanel::refresh);
    auto *buttons = new QHBoxLayout;
    for (auto *action : actions)
        buttons->addWidget(new widgets::ActionButton(action, this));
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_state);
    layout->addWidget(m_reason);
    layout->addWidget(m_sql, 1);
    layout->addLayout(buttons);
    refresh();
}

void StatementPanel::show(int row)
{
    m_row = row;
    refresh();
}

void StatementPanel::focusSql()
{
    m_sql->setFocus(Qt::ShortcutFocusReason);
}

void StatementPanel::refresh()
{
    if (m_row >= m_model.rowCount())
        m_row = -1;
    m_sql->setEnabled(m_row >= 0);
    const QSignalBlocker silent(m_sql); // what is shown is no edit
    if (m_row < 0) {
        m_state->set(look::Tone::Idle, {});
        m_reason->hide();
        m_sql->clear();
        m_shown.clear();
        return;
    }
    const auto &statement = m_model.at(m_row);
    m_state->set(stateTone(statement),
                 tr("Statement %1 of %2: %3").arg(m_row + 1).arg(m_model.rowCount()).arg(stateWord(statement)));
    const auto reason = stateReason(statement);
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    // What is left out is restored first: typing must not make it run.
    m_sql->setReadOnly(!m_model.mayChange(m_row) || statement.state == script::State::Skipped);
    const auto sql = QString::fromStdString(statement.sql);
    if (m_shown == sql) // else the cursor would go to its start
        return;
    m_shown = sql;
    m_sql->setPlainText(sql);
}

void StatementPanel::edited()
{
    if (m_row < 0 || m_sql->isReadOnly())
        return;
    m_shown = textOf(*m_sql);
    m_model.edit(m_row, m_shown);
}

} // namespace tidegate::pages
