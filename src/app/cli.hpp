#pragma once

namespace promo::app {

// What the exit code says to whoever started us.
enum class Exit { good = 0, failed = 1, wrong_usage = 2 };

// Arguments in, exit code out.
int run(int argc, char** argv);

}  // namespace promo::app
