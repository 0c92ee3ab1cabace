// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/script_view.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tidegate::widgets {

ScriptView::ScriptView(const QString &name, QWidget *parent)
    : QWidget(parent), m_text(new QPlainTextEdit(this)), m_copy(new QPushButton(tr("Copy SQL"), this))
{
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(name);
    m_copy->setEnabled(false);
    connect(m_copy, &QPushButton::clicked, this, &ScriptView::copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_copy, 0, Qt::AlignLeft);
}

void ScriptView::setSql(const QString &sql)
{
    m_text->setPlainText(sql);
    m_copy->setEnabled(!sql.isEmpty());
}

QString ScriptView::sql() const
{
    return m_text->toPlainText();
}

void ScriptView::copy() const
{
    QGuiApplication::clipboard()->setText(sql());
}

} // namespace tidegate::widgets
