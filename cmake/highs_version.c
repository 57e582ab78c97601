#include <stdio.h>

#include "HConfig.h"
#include "interfaces/highs_c_api.h"

int main(void) {
  printf("header %d.%d.%d, library %s", HIGHS_VERSION_MAJOR, HIGHS_VERSION_MINOR,
         HIGHS_VERSION_PATCH, Highs_version());
  return !(HIGHS_VERSION_MAJOR == Highs_versionMajor() &&
           HIGHS_VERSION_MINOR == Highs_versionMinor() &&
           HIGHS_VERSION_PATCH == Highs_versionPatch());
}
