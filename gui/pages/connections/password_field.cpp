// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/password_field.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace tidegate::pages {

PasswordField::PasswordField(vault::Vault &vault, QWidget *parent)
    : QWidget(parent),
      m_vault(vault),
      m_line(new QLineEdit(this)),
      m_place(new QLabel(this)),
      m_sessionOnly(new QCheckBox(tr("Keep it for this session only"), this))
{
    m_line->setEchoMode(QLineEdit::Password);
    m_place->setObjectName(QStringLiteral("passwordPlace"));
    m_place->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_line);
    layout->addWidget(m_place);
    layout->addWidget(m_sessionOnly);
    setFocusProxy(m_line);
    connect(&vault, &vault::Vault::described, this, &PasswordField::showPlace);
    connect(m_sessionOnly, &QCheckBox::toggled, this, &PasswordField::showPlace);
    showPlace();
}

void PasswordField::setKept(bool kept)
{
    m_line->setPlaceholderText(kept ? tr("Kept; type to replace it") : QString());
}

vault::Keep PasswordField::keep() const
{
    return m_sessionOnly->isChecked() ? vault::Keep::ThisSession : vault::Keep::Always;
}

void PasswordField::showPlace()
{
    const auto where = m_vault.describe();
    m_sessionOnly->setVisible(where.lasting);
    if (!where.lasting)
        m_place->setText(tr("Stored in: this session only. %1").arg(where.reason));
    else if (m_sessionOnly->isChecked())
        m_place->setText(tr("Stored in: this session only."));
    else
        m_place->setText(tr("Stored in: %1.").arg(where.place));
}

} // namespace tidegate::pages
