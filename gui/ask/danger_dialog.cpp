// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ask/danger_dialog.h"

#include "look/chip.h"
#include "look/tone.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace tidegate::ask {

namespace {

QLabel *wrapped(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText); // names come from servers
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

DangerDialog::DangerDialog(const DangerousQuestion &question, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("dangerousQuestion"));
    setWindowTitle(question.title);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(layout->spacing() + 4);
    layout->addWidget(wrapped(question.text, this));
    addServers(*layout, question.servers);
    addWarnings(*layout, question.cannotBeUndone);
    addSql(*layout, question.sql);
    addTyping(*layout, question.typed);
    addButtons(*layout, question.verb);
    setMinimumWidth(fontMetrics().averageCharWidth() * 80);
    resize(fontMetrics().averageCharWidth() * 120, sizeHint().height()); // SQL has long lines
}

void DangerDialog::addServers(QVBoxLayout &layout, const std::vector<ServerName> &servers)
{
    auto *grid = new QGridLayout;
    int row = 0;
    for (const auto &server : servers) {
        auto *chip = new look::Chip(this);
        chip->set(server.environment, server.hue);
        grid->addWidget(new QLabel(server.role, this), row, 0, Qt::AlignTop);
        grid->addWidget(chip, row, 1, Qt::AlignTop);
        auto *name = wrapped(server.name, this);
        auto bold = name->font();
        bold.setBold(true);
        name->setFont(bold);
        grid->addWidget(name, row, 2);
        grid->addWidget(wrapped(server.address, this), row + 1, 2);
        row += 2;
    }
    grid->setColumnStretch(2, 1);
    layout.addLayout(grid);
}

void DangerDialog::addWarnings(QVBoxLayout &layout, const QStringList &lines)
{
    if (lines.isEmpty())
        return;
    auto *grid = new QGridLayout;
    auto *heading = wrapped(tr("This cannot be undone:"), this);
    auto bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    grid->addWidget(heading, 0, 0, 1, 2);
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    for (int row = 0; row < lines.size(); ++row) {
        auto *glyph = new QLabel(this);
        glyph->setPixmap(look::icon(look::Tone::Attention).pixmap(size, size));
        grid->addWidget(glyph, row + 1, 0, Qt::AlignTop);
        grid->addWidget(wrapped(lines[row], this), row + 1, 1);
    }
    grid->setColumnStretch(1, 1);
    layout.addLayout(grid);
}

void DangerDialog::addSql(QVBoxLayout &layout, const QString &sql)
{
    if (sql.isEmpty())
        return;
    auto *label = new QLabel(tr("&SQL that will run:"), this);
    auto *view = new QPlainTextEdit(sql, this);
    view->setObjectName(QStringLiteral("sql"));
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    label->setBuddy(view);
    layout.addWidget(label);
    layout.addWidget(view, 1);
}

void DangerDialog::addTyping(QVBoxLayout &layout, const QString &expected)
{
    if (expected.isEmpty())
        return;
    // The label's own & is a mnemonic, one in the name is not.
    const auto shown = QString(expected).replace(QLatin1Char('&'), QLatin1String("&&"));
    auto *label = new QLabel(tr("Production is part of this migration. &Type %1 to go on:").arg(shown), this);
    label->setTextFormat(Qt::PlainText);
    m_typed = new QLineEdit(this);
    m_typed->setObjectName(QStringLiteral("typed"));
    label->setBuddy(m_typed);
    layout.addWidget(label);
    layout.addWidget(m_typed);
    connect(m_typed, &QLineEdit::textChanged, this,
            [this, expected](const QString &text) { m_doIt->setEnabled(text == expected); });
}

void DangerDialog::addButtons(QVBoxLayout &layout, const QString &verb)
{
    auto *buttons = new QDialogButtonBox(this);
    m_doIt = buttons->addButton(verb, QDialogButtonBox::AcceptRole);
    m_doIt->setObjectName(QStringLiteral("doIt"));
    // Return in the line where the name is typed must not do it either.
    m_doIt->setAutoDefault(false);
    m_doIt->setEnabled(!m_typed);
    auto *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setDefault(true);
    cancel->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout.addWidget(buttons);
}

} // namespace tidegate::ask
