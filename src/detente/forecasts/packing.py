"""The arrays of a forecast as one netCDF file, packed in memory."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.records import to_plain

if TYPE_CHECKING:
    from detente.forecasts.result import Forecast

#: The variable of forecast.nc that holds who sides with whom.
ALIGNMENT = "alignment"

#: Draws packed at a time.
BLOCK = 512


def pack_arrays(forecast: Forecast) -> memoryview:
    """Return the bytes of ``forecast.nc``: the arrays of a forecast, compressed, and its alignment."""
    import h5netcdf

    data = forecast.data

    # in memory: if a disk fills, the library would fail with pages of its own, or crash
    floats = {str(n): {"zlib": True, "complevel": 4} for n, v in data.items() if v.dtype == np.float64}
    # the library copies arrays that do not lie in the order of their axes: these are written in blocks
    turned = [name for name in floats if not data[name].values.flags.c_contiguous]
    plain = data.drop_vars(turned)
    encoding: dict[str, dict[str, Any]] = {n: e for n, e in floats.items() if n in plain}
    if forecast.alignment is not None:
        text = json.dumps(to_plain(forecast.alignment), ensure_ascii=False, separators=(",", ":")).encode()
        attributes = {"content": "who sides with whom, as JSON in UTF-8"}
        plain[ALIGNMENT] = ("byte", np.frombuffer(text, np.uint8), attributes)
        encoding[ALIGNMENT] = {"zlib": True, "complevel": 4}
    packed = BytesIO()
    plain.to_netcdf(packed, engine="h5netcdf", encoding=encoding)
    with h5netcdf.File(packed, "a") as file:  # type: ignore[attr-defined,no-untyped-call]
        for name in turned:
            array = data[name].values
            variable = file.create_variable(
                name, data[name].dims, array.dtype, fillvalue=np.nan, compression="gzip", compression_opts=4
            )
            for begin in range(0, len(array), BLOCK):
                variable[begin : begin + BLOCK] = array[begin : begin + BLOCK]
    return packed.getbuffer()
