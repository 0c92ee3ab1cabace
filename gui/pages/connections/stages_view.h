// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/connection_test.h"

#include <QWidget>

class QGridLayout;

namespace tidegate::pages {

/// The stages of a connection test, one below the other as they end: glyph, what, how long, what was found; below a
/// failure what it means, what stayed safe and what to do.
class StagesView : public QWidget
{
    Q_OBJECT
public:
    explicit StagesView(QWidget *parent = nullptr);

    void clear();
    void add(const endpoint::Stage &stage);
    int count() const { return m_count; }

private:
    void addRemedy(const Problem &problem);

    QWidget *m_body = nullptr;
    QGridLayout *m_grid = nullptr;
    int m_row = 0;
    int m_count = 0;
};

} // namespace tidegate::pages
