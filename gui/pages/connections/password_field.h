// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "vault/vault.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace tidegate::pages {

/// A password, and where it will be kept. Empty means: leave what is kept as it is.
class PasswordField : public QWidget
{
    Q_OBJECT
public:
    explicit PasswordField(vault::Vault &vault, QWidget *parent = nullptr);

    QLineEdit &line() const { return *m_line; }
    void setKept(bool kept); ///< the vault has one already
    vault::Keep keep() const;

private:
    void showPlace();

    vault::Vault &m_vault;
    QLineEdit *m_line;
    QLabel *m_place;
    QCheckBox *m_sessionOnly;
};

} // namespace tidegate::pages
